using System.Reflection;
using Dashboard.Analytics.Facts;
using Dashboard.Core;
using Dashboard.SqliteJobs;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Tests;

public sealed class ArchitectureTests
{
    private static readonly Assembly Analytics = typeof(CustomerFacts).Assembly;
    private static readonly Assembly Core = typeof(CoreServices).Assembly;
    private static readonly Assembly SqliteJobs = typeof(SQLiteStorage).Assembly;
    private static readonly Assembly Web = typeof(Program).Assembly;

    [Fact]
    public void Analytics_references_the_runtime_and_mathematics_and_nothing_else() =>
        Assert.All(Analytics.GetReferencedAssemblies(), reference => Assert.Contains(
            new[] { "System.", "MathNet.Numerics", "Microsoft.ML" }, allowed => reference.Name!.StartsWith(allowed, StringComparison.Ordinal)));

    [Fact]
    public void Core_references_analytics_and_no_browser()
    {
        var names = Core.GetReferencedAssemblies().Select(r => r.Name!).ToList();
        Assert.Contains(Analytics.GetName().Name, names);
        Assert.DoesNotContain(Web.GetName().Name, names);
        Assert.DoesNotContain(names, n => n.StartsWith("Microsoft.AspNetCore.Components", StringComparison.Ordinal) || n.StartsWith("MudBlazor", StringComparison.Ordinal));
    }

    [Fact]
    public void The_job_storage_references_nothing_of_ours_and_is_referenced_by_the_web_alone()
    {
        Assert.DoesNotContain(SqliteJobs.GetReferencedAssemblies(), r => r.Name!.StartsWith("Dashboard.", StringComparison.Ordinal));
        Assert.Contains(Web.GetReferencedAssemblies(), r => r.Name == SqliteJobs.GetName().Name);
        Assert.DoesNotContain(Core.GetReferencedAssemblies(), r => r.Name == SqliteJobs.GetName().Name);
    }

    [Fact]
    public void Pages_and_parts_hold_nothing_of_the_database()
    {
        const BindingFlags Everything = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var holding =
            from component in Web.GetTypes().Where(t => t.IsAssignableTo(typeof(IComponent)))
            from held in component.GetFields(Everything).Select(f => f.FieldType)
                .Concat(component.GetProperties(Everything).Select(p => p.PropertyType))
                .Concat(component.GetConstructors(Everything).SelectMany(c => c.GetParameters()).Select(p => p.ParameterType))
            where Parts(held).Any(IsOfTheDatabase)
            select $"{component.Name} holds {held.Name}";
        Assert.Empty(holding);
    }

    private static bool IsOfTheDatabase(Type type) =>
        type.Namespace is { } name && (name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) || name.StartsWith("Microsoft.Data", StringComparison.Ordinal))
        || type.IsAssignableTo(typeof(Dashboard.Core.Data.DashboardDbContext));

    private static IEnumerable<Type> Parts(Type type) => type.GetGenericArguments().SelectMany(Parts).Prepend(type);
}
