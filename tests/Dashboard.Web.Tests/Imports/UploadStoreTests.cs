using Dashboard.Core.Imports;
using Dashboard.Tests;
using Dashboard.Web.Features.Imports;

namespace Dashboard.Web.Tests.Imports;

public sealed class UploadStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("orders 2025.csv", "orders 2025.csv")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData(@"C:\Users\me\orders.csv", "orders.csv")]
    [InlineData("..", "orders.csv")]
    [InlineData("a\u0000b|c.csv", "a_b_c.csv")]
    [InlineData("", "orders.csv")]
    public void A_name_cannot_leave_its_folder(string given, string kept) => Assert.Equal(kept, FileNames.Plain(given));

    [Fact]
    public void A_long_name_keeps_its_beginning_and_its_ending()
    {
        var kept = FileNames.Plain(new string('x', 400) + ".csv.gz");
        Assert.True(kept.Length <= 180);
        Assert.EndsWith(".csv.gz", kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u6ce8\u6587")]
    [InlineData("\ud83d\udcc8")]
    public async Task A_long_name_in_any_script_fits_the_file_system_and_keeps_whole_letters(string letters)
    {
        using var folder = new TestFolder();
        var upload = await new UploadStore(folder).SaveAsync(string.Concat(Enumerable.Repeat(letters, 100)) + ".csv", new MemoryStream([1]), Cancellation);
        Assert.EndsWith(".csv", upload.FileName, StringComparison.Ordinal);
        Assert.DoesNotContain('\ufffd', upload.FileName);
        Assert.True(File.Exists(upload.Path));
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing_behind()
    {
        using var folder = new TestFolder();
        var uploads = new UploadStore(folder);
        await Assert.ThrowsAsync<IOException>(() => uploads.SaveAsync("orders.csv", new BrokenStream(), Cancellation));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Data.Uploads));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("../../keys")]
    [InlineData("00000000000000000000000000000000")]
    public void Only_the_id_of_an_upload_finds_one(string? id)
    {
        using var folder = new TestFolder();
        Assert.Null(new UploadStore(folder).Find(id));
    }

    [Fact]
    public async Task A_removed_upload_is_gone_with_its_folder()
    {
        using var folder = new TestFolder();
        var uploads = new UploadStore(folder);
        using var body = new MemoryStream([1, 2, 3]);
        var upload = await uploads.SaveAsync("orders.csv", body, Cancellation);
        Assert.Equal(3, uploads.Find(upload.Id)!.Bytes);
        uploads.Remove(upload.Id);
        Assert.Null(uploads.Find(upload.Id));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Data.Uploads));
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => throw new IOException("The connection broke off.");
    }
}
