using System.Collections.Concurrent;
using Dashboard.Analytics.Facts;

namespace Dashboard.Core.Kpis;

/// <summary>Keeps answers for one snapshot and forgets them with it: a figure never outlives the data it was computed from.</summary>
/// <param name="capacity">Answers kept; when there are more, all are forgotten, which is rare and cheap to repair.</param>
internal sealed class SnapshotCache<TKey, TValue>(int capacity) where TKey : notnull
{
    private volatile Answers? _answers;

    /// <summary>The answer, computed on a thread of the pool by the first who asks and awaited by all others.</summary>
    public async Task<TValue> GetAsync(CustomerFacts facts, TKey key, Func<TValue> compute, CancellationToken cancellation)
    {
        var answers = _answers;
        if (answers is null || !ReferenceEquals(answers.Facts, facts) || answers.ByKey.Count >= capacity && !answers.ByKey.ContainsKey(key))
            _answers = answers = new(facts);
        var answer = answers.ByKey.GetOrAdd(key, _ => new(() => Task.Run(compute, CancellationToken.None)));
        try
        {
            return await answer.Value.WaitAsync(cancellation);
        }
        catch when (answer.Value.IsFaulted)
        {
            answers.ByKey.TryRemove(new(key, answer));
            throw;
        }
    }

    /// <summary>Whether the answer is there, so that nobody has to wait for it.</summary>
    public bool Has(CustomerFacts facts, TKey key) =>
        _answers is { } answers && ReferenceEquals(answers.Facts, facts) && answers.ByKey.TryGetValue(key, out var answer) && answer is { IsValueCreated: true, Value.IsCompletedSuccessfully: true };

    private sealed class Answers(CustomerFacts facts)
    {
        public CustomerFacts Facts { get; } = facts;
        public ConcurrentDictionary<TKey, Lazy<Task<TValue>>> ByKey { get; } = [];
    }
}
