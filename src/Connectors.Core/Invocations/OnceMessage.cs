using System.Text;

namespace Connectors.Core.Invocations;

/// <summary>
/// A call's HTTP message, which is written to one connection and never to a second. The platform's client writes one whose content it has not begun to
/// send again by itself, up to three times, when a connection ends before an answer; the function may have run by then. What forbids it is
/// <see cref="HeaderEncoding"/>, as the client's <c>RequestHeaderEncodingSelector</c>, and over HTTP/1.1 alone: what HTTP/2 sends again nobody has read.
/// </summary>
public sealed class OnceMessage : HttpRequestMessage
{
    private string? firstHeader;

    /// <summary>A message that has not been written. It is protected only if it has a header.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="address">Where to.</param>
    public OnceMessage(HttpMethod method, Uri? address)
        : base(method, address)
    {
    }

    /// <summary>Whether it has been written, or begun to be: who has read it cannot be known, whatever became of connections after that.</summary>
    public bool IsWritten => firstHeader is not null;

    /// <summary>A message that is written once instead of another, with that one's method, address, version, headers and content.</summary>
    /// <param name="other">Not to be sent itself.</param>
    public static OnceMessage InsteadOf(HttpRequestMessage other)
    {
        var message = new OnceMessage(other.Method, other.RequestUri) { Version = other.Version, VersionPolicy = other.VersionPolicy, Content = other.Content };
        foreach (var (name, values) in other.Headers.NonValidated)
            message.Headers.TryAddWithoutValidation(name, values);
        return message;
    }

    /// <summary>What a client that sends such messages asks at each header it writes: Latin-1, so that values pass byte for byte.</summary>
    /// <exception cref="IOException">The message has been written before.</exception>
    public static Encoding HeaderEncoding(string header, HttpRequestMessage message)
    {
        if (message is OnceMessage once && message.Version.Major == 1)
            once.Writing(header);
        return Encoding.Latin1;
    }

    // Each header is asked for once a time that the message is written.
    private void Writing(string header)
    {
        if (firstHeader is null)
            firstHeader = header;
        else if (firstHeader == header)
            throw new IOException("the connection was closed");
    }
}
