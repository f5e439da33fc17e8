using Connectors.Core.Invocations;

namespace Connectors.Worker.Tests.Fakes;

/// <summary>A stored body whose store breaks while it is read.</summary>
internal sealed class UnreadableBody : InvocationBody
{
    public override long? Length => 1000;

    public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) => new(new BreakingStream(500, "the store is broken"));
}
