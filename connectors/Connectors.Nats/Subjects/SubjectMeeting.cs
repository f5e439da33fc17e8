namespace Connectors.Nats.Subjects;

/// <summary>What two subjects with wildcards both mean, which is one subject again.</summary>
internal static class SubjectMeeting
{
    /// <returns>Null when they have nothing in common; the narrower one when the other covers it.</returns>
    public static string? Of(string first, string second)
    {
        var (one, other) = (first.Split('.'), second.Split('.'));
        var common = new List<string>(Math.Max(one.Length, other.Length));
        for (var i = 0; i < one.Length && i < other.Length; i++)
        {
            if (one[i] == ">")
                return string.Join('.', common.Concat(other.Skip(i)));
            if (other[i] == ">")
                return string.Join('.', common.Concat(one.Skip(i)));
            if (one[i] != other[i] && one[i] != "*" && other[i] != "*")
                return null;
            common.Add(one[i] == "*" ? other[i] : one[i]);
        }
        return one.Length == other.Length ? string.Join('.', common) : null;
    }
}
