using System.Collections.Concurrent;
using Dashboard.Analytics.Facts;

namespace Dashboard.Core.Kpis;

/// <summary>Keeps answers for one snapshot and forgets them with it: a figure never outlives the data it was computed from.</summary>
/// <param name="capacity">Answers kept; when there are more, the quarter that nobody asked for longest is forgotten.</param>
internal sealed class SnapshotCache<TKey, TValue>(int capacity) where TKey : notnull
{
    private volatile Answers? _answers;
    private long _asked;

    /// <summary>The answer, computed by the first who asks and awaited by all others.</summary>
    public async Task<TValue> GetAsync(CustomerFacts facts, TKey key, Func<TValue> compute, CancellationToken cancellation)
    {
        var answers = _answers;
        if (answers is null || !ReferenceEquals(answers.Facts, facts)) _answers = answers = new(facts);
        if (answers.ByKey.Count >= capacity && !answers.ByKey.ContainsKey(key)) Forget(answers);
        var answer = answers.ByKey.GetOrAdd(key, _ => new(compute));
        answer.Asked = Interlocked.Increment(ref _asked);
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
        _answers is { } answers && ReferenceEquals(answers.Facts, facts) && answers.ByKey.TryGetValue(key, out var answer) && answer.IsThere;

    private void Forget(Answers answers)
    {
        foreach (var old in answers.ByKey.OrderBy(a => a.Value.Asked).Take(Math.Max(1, capacity / 4)))
            answers.ByKey.TryRemove(old);
    }

    private sealed class Answers(CustomerFacts facts)
    {
        public CustomerFacts Facts { get; } = facts;
        public ConcurrentDictionary<TKey, Answer> ByKey { get; } = [];
    }

    private sealed class Answer(Func<TValue> compute)
    {
        // On a thread of its own: pages wait for those of the pool, of which there are as many as cores.
        private readonly Lazy<Task<TValue>> _value = new(() => Task.Factory.StartNew(compute, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

        /// <summary>Counts up with every question to the cache.</summary>
        public long Asked { get; set; }

        public Task<TValue> Value => _value.Value;

        public bool IsThere => _value is { IsValueCreated: true, Value.IsCompletedSuccessfully: true };
    }
}
