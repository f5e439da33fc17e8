using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Api.Contents;
using Connectors.Providers.Faasd.References;
using Google.Protobuf;
using Grpc.Core;

namespace Connectors.Providers.Faasd.Images.Contents;

/// <summary>A blob that is being written. What has been written stays when this ends, however it ends, until the lease does. For one caller.</summary>
internal sealed class ContentIngest(
    AsyncDuplexStreamingCall<WriteContentRequest, WriteContentResponse> call, ContentDigest digest, long size, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>How much is written: where to go on.</summary>
    public long Offset { get; private set; }

    /// <summary>Under which name containerd keeps what is not whole yet.</summary>
    public static string NameOf(ContentDigest digest) => $"connectors-{digest.Algorithm}-{digest.Hex}";

    public Task OpenAsync() => AskAsync(new WriteContentRequest { Action = WriteAction.Stat });

    /// <summary>Returns when it is written; the buffer may then be used again.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> bytes) =>
        AskAsync(new WriteContentRequest { Action = WriteAction.Write, Offset = Offset, Data = UnsafeByteOperations.UnsafeWrap(bytes) });

    /// <summary>Forgets what is written, to begin anew.</summary>
    public async Task RestartAsync()
    {
        if (Offset == 0)
            return;
        Offset = 0;
        await AskAsync(new WriteContentRequest { Action = WriteAction.Write });
    }

    /// <summary>Makes it a blob, if what is written is what its name says.</summary>
    public async Task CommitAsync(IReadOnlyDictionary<string, string> labels)
    {
        var request = new WriteContentRequest { Action = WriteAction.Commit, Offset = Offset };
        request.Labels.Add(labels.ToDictionary());
        try
        {
            await AskAsync(request);
        }
        catch (ContainerdException present) when (present.IsPresent)
        {
            // Somebody was quicker: the same bytes under the same name.
        }
    }

    public void Dispose() => call.Dispose();

    private async Task AskAsync(WriteContentRequest request)
    {
        request.Ref = NameOf(digest);
        request.Total = size;
        request.Expected = digest.ToString();
        try
        {
            await call.RequestStream.WriteAsync(request, cancellationToken);
        }
        catch (Exception ended) when (ended is RpcException or InvalidOperationException or IOException)
        {
            // Why it has ended, its answer tells.
        }
        if (!await call.ResponseStream.MoveNext(cancellationToken))
            throw ContainerdException.Of(new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "the writing of a blob ended without an answer")), "its socket");
        Offset = call.ResponseStream.Current.Offset;
    }
}
