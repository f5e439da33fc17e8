namespace Connectors.Nats.Subjects;

/// <summary>
/// Subjects that are nobody's events unless a topic names them: the server's own, inboxes, and those by which hubs keep their calls. A topic
/// <c>></c> would otherwise be called for the storing of its own calls, without end.
/// </summary>
internal static class ReservedSubjects
{
    /// <summary>True when a pattern that begins with a wildcard does not mean the subject.</summary>
    public static bool AreLeftOut(string pattern, string subject) =>
        pattern[0] is '*' or '>'
        && (subject.StartsWith('$')
            || subject.StartsWith("_INBOX.", StringComparison.Ordinal)
            || subject.StartsWith("connectors.", StringComparison.Ordinal));
}
