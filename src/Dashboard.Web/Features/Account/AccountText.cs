namespace Dashboard.Web.Features.Account;

public sealed class AccountText;
