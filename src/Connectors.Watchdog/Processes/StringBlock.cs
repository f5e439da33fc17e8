using System.Text;

namespace Connectors.Watchdog.Processes;

/// <summary>Strings ended by NUL, one behind the other in one array: what execve takes as arguments and environment. Not thread-safe while written.</summary>
internal sealed class StringBlock
{
    private byte[] bytes;
    private int used;
    private int[] starts;

    public StringBlock() => (bytes, starts) = (new byte[1024], new int[32]);

    /// <summary>A copy of another, to be added to.</summary>
    public StringBlock(StringBlock other)
    {
        bytes = new byte[other.used + 1024];
        starts = new int[other.Count + 32];
        other.bytes.AsSpan(0, other.used).CopyTo(bytes);
        other.starts.AsSpan(0, other.Count).CopyTo(starts);
        (used, Count) = (other.used, other.Count);
    }

    /// <summary>How many strings.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of all strings.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, used);

    /// <summary>Adds one string. It must not contain NUL.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        Begin();
        Append(text, Encoding.UTF8);
        End();
    }

    /// <summary>Adds <c>name=value</c>. Neither may contain NUL.</summary>
    public void Add(ReadOnlySpan<char> name, ReadOnlySpan<char> value, Encoding encoding)
    {
        Begin();
        Append(name, Encoding.UTF8);
        Append("=", Encoding.UTF8);
        Append(value, encoding);
        End();
    }

    /// <summary>Writes <see cref="Count"/> pointers and a null behind them.</summary>
    /// <param name="origin">Where <see cref="Bytes"/> is pinned.</param>
    /// <param name="pointers">Room for one more than <see cref="Count"/>.</param>
    public unsafe void Point(byte* origin, byte** pointers)
    {
        for (var at = 0; at < Count; at++)
            pointers[at] = origin + starts[at];
        pointers[Count] = null;
    }

    private void Begin()
    {
        if (Count == starts.Length)
            Array.Resize(ref starts, Count * 2);
        starts[Count++] = used;
    }

    private void Append(ReadOnlySpan<char> text, Encoding encoding)
    {
        var most = encoding.GetMaxByteCount(text.Length) + 1;
        if (bytes.Length - used < most)
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, used + most));
        used += encoding.GetBytes(text, bytes.AsSpan(used));
    }

    private void End() => bytes[used++] = 0;
}
