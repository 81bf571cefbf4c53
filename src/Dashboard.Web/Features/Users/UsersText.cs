namespace Dashboard.Web.Features.Users;

public sealed class UsersText;
