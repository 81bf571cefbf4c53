using Hangfire.InMemory;
using Hangfire.Storage;

namespace Dashboard.SqliteJobs.Tests.Contract;

public sealed class FeatureFacts
{
    [Fact]
    public void Everything_that_Hangfire_knows_of_is_declared()
    {
        using var s = TestStorage.Sqlite();
        s.Enqueue();
        using var fetched = s.Fetch();
        string[] features =
        [
            JobStorageFeatures.ExtendedApi, JobStorageFeatures.JobQueueProperty, JobStorageFeatures.ProcessesInsteadOfComponents,
            .. Texts(typeof(JobStorageFeatures.Connection)), .. Texts(typeof(JobStorageFeatures.Transaction)), .. Texts(typeof(JobStorageFeatures.Monitoring)),
            JobStorageFeatures.Transaction.RemoveFromQueue(fetched.GetType()),
        ];
        Assert.Equal(13, features.Length);
        Assert.All(features, feature => Assert.True(s.Storage.HasFeature(feature), feature));
        Assert.False(s.Storage.HasFeature("Storage.Unheard"));
        Assert.True(s.Storage.LinearizableReads);
        Assert.Throws<ArgumentNullException>(() => s.Storage.HasFeature(null!));
    }

    [Fact]
    public void Nothing_of_the_storage_contracts_is_left_to_their_refusals()
    {
        using var s = TestStorage.Sqlite();
        using var transaction = s.Connection.CreateWriteTransaction();
        Assert.All(new object[] { s.Connection, transaction, s.Monitor }, part =>
        {
            var contract = part.GetType().BaseType!;
            var inherited = contract.GetMethods().Where(m => m.IsVirtual && m.DeclaringType == contract)
                .Where(m => part.GetType().GetMethods().Single(own => own.Name == m.Name && own.GetBaseDefinition() == m.GetBaseDefinition()).DeclaringType == contract);
            Assert.Empty(inherited.Select(m => m.Name));
        });
    }

    private static IEnumerable<string> Texts(Type type) => type.GetFields().Where(f => f.FieldType == typeof(string)).Select(f => (string)f.GetValue(null)!);
}
