using Bunit;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Imports;

namespace Dashboard.Web.Tests.Imports;

public sealed class ImportsPageTests
{
    [Fact]
    public async Task A_marketer_reads_the_history_and_cannot_upload()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync("order_id,email,order_date,amount\n1,ada@example.com,2024-01-05,10\n");
        var page = context.Render<ImportsPage>();
        Assert.Single(page.WaitForElement(".import-rows").QuerySelectorAll("tbody tr"));
        Assert.Empty(page.FindAll("[data-upload]"));
    }

    [Fact]
    public async Task A_manager_uploads_from_the_same_page()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        Assert.NotNull(context.Render<ImportsPage>().WaitForElement("[data-upload]"));
    }

    [Fact]
    public async Task A_finished_import_shows_its_rejected_rows_by_reason_and_one_by_one()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        await context.ImportAsync("order_id,email,order_date,amount\n1,ada@example.com,2024-01-05,10\n2,ben@example.com,soon,20\n3,cem@example.com,later,20\n" + string.Concat(Enumerable.Range(4, 20).Select(i => $"{i},ada@example.com,2024-01-05,10\n")));
        var page = context.Render<ImportPage>(p => p.Add(x => x.Id, 1));
        Assert.Equal(2, page.WaitForElement(".reject-rows").QuerySelectorAll("tbody tr").Length);
        Assert.Contains("soon", page.Find(".reject-rows").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("a[href='/imports/1/rejected.csv']"));
    }

    [Fact]
    public async Task A_number_nobody_gave_is_no_import()
    {
        using var context = await PageContext.OpenAsync(Roles.Manager);
        Assert.NotNull(context.Render<ImportPage>(p => p.Add(x => x.Id, 4711)).WaitForElement(".state a[href='/imports']"));
    }
}
