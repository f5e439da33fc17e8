namespace Connectors.Worker.Tests.Fakes;

/// <summary>Gives so many bytes, then breaks off; or, without a break, ends there.</summary>
internal sealed class BreakingStream(long bytes, bool breaks = true) : Stream
{
    private long left = bytes;

    private readonly string fault = "the function broke off";

    public BreakingStream(long bytes, string fault) : this(bytes) => this.fault = fault;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (left == 0)
            return breaks ? throw new IOException(fault) : 0;
        var given = (int)Math.Min(count, left);
        Array.Fill(buffer, (byte)'x', offset, given);
        left -= given;
        return given;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
