namespace Connectors.Watchdog.Upstreams.Exchange;

/// <summary>The lines of an answer's head behind its first, one header each.</summary>
internal ref struct HeaderLines(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> rest = rest;

    /// <summary>The present header's name.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Its value without the blanks around it.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Goes on to the next; false at the empty line.</summary>
    /// <exception cref="IOException">It is no header.</exception>
    public bool Next()
    {
        var line = AnswerHead.Line(ref rest);
        if (line.IsEmpty)
            return false;
        var colon = line.IndexOf((byte)':');
        if (colon < 1 || line[..colon].ContainsAny(" \t\r\0"u8))
            throw new IOException("a line of the answer's head is no header");
        Name = line[..colon];
        Value = line[(colon + 1)..].Trim(" \t"u8);
        return true;
    }
}
