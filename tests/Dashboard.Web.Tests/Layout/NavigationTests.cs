using Dashboard.Core.Users;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Imports;
using Dashboard.Web.Features.Schedules;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace Dashboard.Web.Tests.Layout;

public sealed class NavigationTests
{
    [Fact]
    public async Task Each_page_that_is_opened_is_made_once_so_that_what_is_typed_early_stays()
    {
        var maker = new Maker();
        await using var context = await PageContext.OpenWithAsync((services, _) => services.AddMudServices().AddSingleton<IComponentActivator>(maker), null, Roles.Admin);
        maker.Services = context.Services;
        var navigation = context.Get<NavigationManager>();
        navigation.NavigateTo("/imports");
        context.Render<Routes>();
        navigation.NavigateTo("/imports/schedules/new");
        navigation.NavigateTo("/imports");
        navigation.NavigateTo("/imports?page=2");
        Assert.Equal([typeof(ImportsPage), typeof(ScheduleFormPage), typeof(ImportsPage)], maker.Pages);
    }

    private sealed class Maker : IComponentActivator
    {
        public IServiceProvider? Services { get; set; }

        public List<Type> Pages { get; } = [];

        public IComponent CreateInstance(Type componentType)
        {
            if (componentType.IsDefined(typeof(RouteAttribute), inherit: false)) Pages.Add(componentType);
            return (IComponent)ActivatorUtilities.CreateInstance(Services!, componentType);
        }
    }
}
