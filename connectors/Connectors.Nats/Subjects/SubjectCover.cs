namespace Connectors.Nats.Subjects;

/// <summary>Whether one subject with wildcards means everything that another means.</summary>
internal static class SubjectCover
{
    public static bool Covers(string wide, string narrow)
    {
        var (outer, inner) = (wide.Split('.'), narrow.Split('.'));
        for (var i = 0; i < outer.Length; i++)
        {
            if (outer[i] == ">")
                return inner.Length > i;
            if (i >= inner.Length || inner[i] == ">" || (outer[i] != "*" && outer[i] != inner[i]))
                return false;
        }
        return outer.Length == inner.Length;
    }
}
