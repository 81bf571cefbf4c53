using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Housekeeping;

public static class HousekeepingServices
{
    /// <summary>Registers the nightly work; a new chore is one more class and its line here.</summary>
    public static IServiceCollection AddHousekeeping(this IServiceCollection services) => services
        .AddSingleton<IChore, OldRejectedRows>()
        .AddSingleton<IChore, OldCopies>()
        .AddSingleton<IChore, EndedUploads>()
        .AddSingleton<IChore, SeenCustomerChanges>()
        .AddSingleton<IChore, WriteAheadLog>()
        .AddSingleton<Housekeeper>()
        .AddSingleton<NightlyWork>();
}
