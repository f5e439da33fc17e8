using Connectors.Core.Changes;
using Connectors.Core.Functions;

namespace Connectors.Sdk.Topics;

/// <summary>
/// Who listens to what: the annotations of all functions in all namespaces, as one immutable snapshot after another. Thread-safe.
/// </summary>
public sealed class TopicMap
{
    private readonly TaskCompletionSource loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyList<TopicSubscriber> subscribers = [];

    /// <summary>Fires after <see cref="Subscribers"/> has become another list.</summary>
    public ChangeSignal Changes { get; } = new();

    /// <summary>Every function that has a topic, ordered by name.</summary>
    public IReadOnlyList<TopicSubscriber> Subscribers => subscribers;

    /// <summary>Completes once the functions have been read: until then an empty list does not mean that nobody listens.</summary>
    internal Task Loaded => loaded.Task;

    internal void Replace(IReadOnlyList<TopicSubscriber> next)
    {
        subscribers = next;
        loaded.TrySetResult();
        Changes.Notify();
    }

    /// <summary>The functions have been read and the list is as it was.</summary>
    internal void Confirm() => loaded.TrySetResult();
}

/// <summary>A function and what it listens to.</summary>
/// <param name="Function">Who.</param>
/// <param name="Topics">The entries of its <c>topic</c> annotation, trimmed, in order.</param>
/// <param name="Annotations">All its annotations.</param>
public sealed record TopicSubscriber(FunctionName Function, IReadOnlyList<string> Topics, IReadOnlyDictionary<string, string> Annotations);
