using System.Collections.Concurrent;
using Connectors.NatsLogIn;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;

namespace Connectors.Nats.Linking;

/// <summary>
/// What the server says that its user may not do. It says so beside everything else, and to a subscription it refuses it never says more: the
/// topic would be silent for ever. Thread-safe.
/// </summary>
internal sealed class Rights(LogInSettings logIn, string group, ConnectorFaults faults, ILogger logger, TimeProvider time)
{
    private const string Subscription = "Permissions Violation for Subscription to \"";
    private const string Publishing = "Permissions Violation for Publish to \"";

    private readonly ConcurrentDictionary<string, TaskCompletionSource> questions = new(StringComparer.Ordinal);
    // Longer than a server takes to refuse, and as often as a refused subject is worth another try.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Asked> asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> told = new(StringComparer.Ordinal);

    /// <summary>The user, for sentences.</summary>
    public string Who => logIn.User is { } user ? $"user {user}" : "the hub's user";

    /// <summary>Completes when the server forbids a subject to what is published from now on.</summary>
    public Task NoPublishingTo(string subject) => questions.GetOrAdd(subject, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>The subject is subscribed to, perhaps once more: what was said of it before no longer counts.</summary>
    public void Subscribing(string subject) => asked[subject] = new Asked(time.GetTimestamp(), false);

    /// <summary>True when it was refused a while ago. Where nothing was said against it since, the fault is taken back.</summary>
    public bool IsToBeTriedAgain(string subject)
    {
        if (!asked.TryGetValue(subject, out var last) || time.GetElapsedTime(last.At) < Patience)
            return false;
        if (!last.IsRefused && told.TryRemove(subject, out _))
            faults.Clear(Fault(subject));
        return last.IsRefused;
    }

    /// <summary>Nobody listens to it any more.</summary>
    public void Forget(string subject)
    {
        asked.TryRemove(subject, out _);
        if (told.TryRemove(subject, out _))
            faults.Clear(Fault(subject));
    }

    /// <summary>Hears what the server says.</summary>
    public void Hear(string error)
    {
        if (Quoted(error, Publishing) is { } published && questions.TryRemove(published, out var question))
            question.TrySetResult();
        if (Quoted(error, Subscription) is not { } subject || !asked.TryGetValue(subject, out var last) || !asked.TryUpdate(subject, last with { IsRefused = true }, last))
            return;
        var sentence = $"nothing of {subject} arrives: {Who} may not subscribe to it (as queue group {group}); allow it in the server's permissions, or change the functions' topics";
        faults.Set(Fault(subject), $"{sentence}. It is tried again for ever");
        if (told.TryAdd(subject, true))
            Log.Forbidden(logger, sentence);
    }

    private readonly record struct Asked(long At, bool IsRefused);

    private static string Fault(string subject) => $"forbidden: {subject}";

    private static string? Quoted(string error, string begin) =>
        error.StartsWith(begin, StringComparison.Ordinal) && error.IndexOf('"', begin.Length) is > 0 and var end ? error[begin.Length..end] : null;
}
