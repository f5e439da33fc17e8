using Grpc.Core;

namespace Connectors.Providers.Faasd.Containerd;

/// <summary>Messages of a stream, whose end by a refusal is a sentence.</summary>
internal sealed class ContainerdAnswers<T>(IAsyncStreamReader<T> stream, string address) : IAsyncStreamReader<T>
{
    public T Current => stream.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken);
        }
        catch (RpcException refusal)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ContainerdException.Of(refusal, address);
        }
    }
}
