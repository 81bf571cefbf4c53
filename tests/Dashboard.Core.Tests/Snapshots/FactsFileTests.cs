using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Core.Snapshots;
using Dashboard.Tests;

namespace Dashboard.Core.Tests.Snapshots;

public sealed class FactsFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string File => _folder.Data.SnapshotFile;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_saved_is_loaded_to_the_last_value() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int, Gen.Frequency((2, Gen.Const(100L)), (1, Gen.Const(30_000L)), (1, Gen.Const(long.MaxValue)))).Sample(
            (orders, seed, most) =>
            {
                var path = Path.Combine(_folder.Data.Root, $"{Guid.NewGuid():n}.facts");
                var facts = Some(orders, seed, most);
                FactsFile.Save(path, facts);
                var (loaded, state) = FactsFile.Load(path);
                Assert.Equal(FactsFileState.Sound, state);
                FactsAssert.Same(facts, loaded!);
                Assert.Equal(facts.Stamp, loaded!.Stamp);
                Assert.Equal(facts.Stamp, FactsFile.LoadStamp(path));
            },
            iter: 60, threads: 1);

    [Fact]
    public void More_rows_than_a_block_are_loaded_whole()
    {
        var facts = Some(2 * StoredColumn.BlockLength + 77, 3, 1L << 40);
        FactsFile.Save(File, facts);
        FactsAssert.Same(facts, FactsFile.Load(File).Facts!);
    }

    [Fact]
    public void Any_changed_byte_is_detected()
    {
        FactsFile.Save(File, Some(300, 1, 5_000));
        var sound = System.IO.File.ReadAllBytes(File);
        Gen.Select(Gen.Int[0, sound.Length - 1], Gen.Byte[1, 255]).Sample(
            (at, change) =>
            {
                var path = Path.Combine(_folder.Data.Root, $"{Guid.NewGuid():n}.facts");
                byte[] damaged = [.. sound];
                damaged[at] ^= change;
                System.IO.File.WriteAllBytes(path, damaged);
                var (facts, state) = FactsFile.Load(path);
                Assert.Null(facts);
                Assert.NotEqual(FactsFileState.Sound, state);
            },
            iter: 2_000, threads: 2);
    }

    [Fact]
    public void Every_shorter_or_longer_file_is_detected()
    {
        FactsFile.Save(File, Some(60, 1, 5_000));
        var sound = System.IO.File.ReadAllBytes(File);
        for (var length = 0; length < sound.Length; length += length < 600 ? 1 : 13)
        {
            System.IO.File.WriteAllBytes(File, sound[..length]);
            Assert.Equal((null, FactsFileState.Damaged), FactsFile.Load(File));
        }
        System.IO.File.WriteAllBytes(File, [.. sound, 0]);
        Assert.Equal((null, FactsFileState.Damaged), FactsFile.Load(File));
    }

    [Fact]
    public void A_file_of_another_version_or_none_is_told_apart()
    {
        Assert.Equal((null, FactsFileState.Absent), FactsFile.Load(File));
        FactsFile.Save(File, CustomerFacts.Empty);
        var bytes = System.IO.File.ReadAllBytes(File);
        bytes[8] = FactsFile.Version + 1;
        System.IO.File.WriteAllBytes(File, bytes);
        Assert.Equal((null, FactsFileState.OtherVersion), FactsFile.Load(File));
        Assert.Null(FactsFile.LoadStamp(File));
    }

    [Fact]
    public void Saving_leaves_no_other_file_behind_and_a_reader_keeps_the_one_it_opened()
    {
        FactsFile.Save(File, Some(10, 1, 100));
        using (System.IO.File.OpenRead(File))
            FactsFile.Save(File, Some(20, 2, 100));
        Assert.Equal(20, FactsFile.Load(File).Facts!.OrderCount);
        Assert.Equal([File], Directory.GetFiles(_folder.Data.Root));
    }

    [Fact]
    public void What_a_dead_process_left_beside_the_file_is_removed_once_it_is_old()
    {
        _folder.Data.Create();
        var (old, young) = ($"{File}.1.part", $"{File}.2.part");
        foreach (var part in new[] { old, young }) System.IO.File.WriteAllText(part, "half");
        var now = System.IO.File.GetLastWriteTimeUtc(young);
        System.IO.File.SetLastWriteTimeUtc(old, now.AddHours(-2));
        FactsFile.RemoveLeftovers(File, now.AddHours(-1));
        Assert.Equal([young], Directory.GetFiles(_folder.Data.Root));
    }

    private static CustomerFacts WithSomeProfiles(CustomerFacts facts, Random random)
    {
        var editor = new ProfileEditor(facts.Codes, facts.CustomerCount, [7]);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            var c = editor.Columns;
            (c.AcquisitionChannel[i], c.AcquisitionCampaign[i], c.PreferredChannel[i]) = ((byte)random.Next(3), (ushort)random.Next(2), (byte)random.Next(3));
            (c.Since[i], c.Source[i]) = ((ushort)random.Next(60_000), (byte)random.Next(2));
            c.PostalArea[i] = editor.PostalAreas.Of($"{random.Next(1_000)}");
            (c.City[i], c.Gender[i], c.Birth[i], c.OnFile[i]) = (editor.Cities.Of($"city {random.Next(500)}"), editor.Genders.Of("ö"), (ushort)random.Next(60_000), (byte)random.Next(8));
            if (i % 3 == 0) editor.TakeConsent(i, "sms"u8, i % 2 == 0);
            if (i % 4 == 0) editor.TakeAttribute(i, "size", $"{random.Next(9)}");
        }
        var (codes, columns, attributes) = editor.Seal();
        return facts.WithProfiles(codes, columns, attributes);
    }

    private static CustomerFacts Some(int orders, int seed, long most)
    {
        var random = new Random(seed);
        var customers = orders / 3;
        var rows = new FactRowLists();
        for (var i = 0; i < orders; i++)
        {
            for (var line = random.Next(seed % 3 == 1 ? 1 : 3); line > 0; line--) rows.Lines.Add(i + 1, new(random.Next(2), random.Next(5_000), random.NextInt64(most >> 10)));
            rows.Orders.Add(new(
                random.Next(-1, customers), (ushort)random.Next(1, 60_000), random.NextInt64(-most, most), random.NextInt64(most), random.Next(i % 2 == 0 ? 9 : int.MaxValue), 1, 2, 0,
                (ushort)random.Next(seed % 2 == 0 ? 1 : 3), (ushort)random.Next(seed % 4 == 0 ? 1 : seed % 4 == 1 ? 3 : 40_000), i + 1));
            if (i % 5 == 0) rows.Refunds.Add(new(random.Next(-1, customers), 7, random.NextInt64(most), 1, 1, 1));
            if (i % 7 == 0) rows.LeftOut.Add(new(random.Next(-1, customers), 8, LeftOutReason.Test, i));
        }
        var facts = FactsBuilder.Build(
            new(seed, customers, orders, 9, "EUR", 100, new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), seed % 2 == 0 ? null : new(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc), "rules"),
            new(["", "web", "søgning"], ["", "DK", "SE"], ["", "EUR"]) { Campaigns = ["", "spring"], Coupons = ["", "TEN", "Other"], Brands = ["", "Ø"], Categories = ["", "tea", "cups"] },
            [.. Enumerable.Range(1, customers)], new byte[customers], [rows],
            new([7, 70_000], ["A-1", ""], ["", "Grüner Tee"], [0, 1], [2, 0], [ProductColumns.NoCost, 1L << 33]));
        if (seed % 3 != 1) facts = WithSomeProfiles(facts, random);
        return seed % 3 == 0 ? facts : facts.WithForecasts(new() { Day = 9_000, Model = "NBD", Parameters = [0.5, 900], MeanSpend = 0.1 });
    }
}
