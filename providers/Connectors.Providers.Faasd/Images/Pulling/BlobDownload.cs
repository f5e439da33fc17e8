using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Images.Contents;
using Connectors.Providers.Faasd.Images.Manifests;
using Connectors.Providers.Faasd.References;
using Connectors.Providers.Faasd.Registries;
using Connectors.Providers.Faasd.Registries.Transfer;
using Grpc.Core;
using Polly;

namespace Connectors.Providers.Faasd.Images.Pulling;

/// <summary>
/// Brings blobs from a registry into containerd's store: each once, whoever wants it, a few at a time, and after an interruption from where it
/// stopped. Thread-safe.
/// </summary>
internal sealed class BlobDownload : IDisposable
{
    private const int BufferSize = 256 << 10;

    // A try that brought at least this much is not counted: a large blob may come over a line that breaks often.
    private const long Worthwhile = 1 << 20;

    private readonly RegistryClient registry;
    private readonly KeyedLocks locks = new();
    private readonly SemaphoreSlim places;
    private readonly ResiliencePipeline<bool> pipeline;

    public BlobDownload(RegistryClient registry, RegistryOptions options, ImageOptions images, TimeProvider time)
    {
        this.registry = registry;
        places = new SemaphoreSlim(images.ParallelDownloads);
        pipeline = new ResiliencePipelineBuilder<bool> { TimeProvider = time }
            .AddRetry(RegistryRetries.Of<bool>(options, new PredicateBuilder<bool>()
                .Handle<RegistryException>(fault => fault.Fault == RegistryFault.Away)
                .Handle<ContainerdException>(fault => fault.IsPassing), (_, fault) => (fault as RegistryException)?.RetryAfter))
            .Build();
    }

    /// <summary>Returns when the blob is in the store, and under the namespace's lease.</summary>
    /// <param name="containerd">Where it goes.</param>
    /// <param name="image">Where it is.</param>
    /// <param name="blob">Which; one with another content or size is never stored.</param>
    /// <param name="labels">What it is to bear.</param>
    /// <param name="meter">Told what comes.</param>
    /// <param name="cancellationToken">Ends it; what has come stays for the next try.</param>
    public async Task FetchAsync(
        ContainerdNamespace containerd, ImageReference image, BlobDescriptor blob, IReadOnlyDictionary<string, string> labels, PullMeter meter, CancellationToken cancellationToken)
    {
        var store = new ContentStore(containerd);
        using var turn = await locks.EnterAsync($"{containerd.Name} {blob.Digest}", cancellationToken);
        await places.WaitAsync(cancellationToken);
        try
        {
            var counted = new BlobCount(meter);
            while (!await pipeline.ExecuteAsync(async token => await AdvanceAsync(store, image, blob, labels, counted, token), cancellationToken))
                ;
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();

    /// <summary>True: it is whole. False: it is not yet, but nearer.</summary>
    private async Task<bool> AdvanceAsync(
        ContentStore store, ImageReference image, BlobDescriptor blob, IReadOnlyDictionary<string, string> labels, BlobCount count, CancellationToken cancellationToken)
    {
        using var ingest = await store.OpenAsync(blob.Digest, blob.Size, cancellationToken);
        if (ingest is null)
        {
            await store.LabelAsync(blob.Digest, labels, cancellationToken);
            count.At(blob.Size);
            return true;
        }
        var start = ingest.Offset;
        count.At(start);
        try
        {
            if (start < blob.Size)
                await CopyAsync(ingest, image, blob, count, cancellationToken);
            await ingest.CommitAsync(labels);
            return true;
        }
        catch (RegistryException broken) when (broken.Fault == RegistryFault.Away && ingest.Offset - start >= Worthwhile)
        {
            return false;
        }
        catch (ContainerdException mismatch) when (mismatch.Status == StatusCode.FailedPrecondition)
        {
            await ForgetAsync(store, ingest, blob);
            // What was there from before may have been the wrong part.
            return start > 0 ? false : throw Refusal("has another content than the digest", image, blob);
        }
        catch (Exception useless) when (useless is RegistryException { Fault: not RegistryFault.Away } or ContainerdException { IsDiskFull: true })
        {
            await ForgetAsync(store, ingest, blob);
            throw;
        }
    }

    private static Task ForgetAsync(ContentStore store, ContentIngest ingest, BlobDescriptor blob)
    {
        ingest.Dispose();
        return store.AbortAsync(blob.Digest, CancellationToken.None);
    }

    private async Task CopyAsync(ContentIngest ingest, ImageReference image, BlobDescriptor blob, BlobCount count, CancellationToken cancellationToken)
    {
        await using var source = await registry.BlobAsync(image, blob.Digest, ingest.Offset, cancellationToken);
        if (source.Start != ingest.Offset)
            await ingest.RestartAsync();
        var buffer = new byte[BufferSize];
        while (ingest.Offset < blob.Size)
        {
            var read = await source.Stream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
                throw new RegistryException(RegistryFault.Away, $"registry {image.Registry} broke off after {ingest.Offset} of the {blob.Size} bytes of {blob.Digest}.");
            if (ingest.Offset + read > blob.Size)
                throw Refusal($"is longer than the {blob.Size} bytes", image, blob);
            await ingest.WriteAsync(buffer.AsMemory(0, read));
            count.At(ingest.Offset);
        }
    }

    private static RegistryException Refusal(string how, ImageReference image, BlobDescriptor blob) =>
        new(RegistryFault.Invalid, $"registry {image.Registry} sent a part of {image.Repository} that {how} that its manifest says, {blob.Digest}: its store or something on the way is broken. Nothing of it is kept.");

    /// <summary>How much of one blob has been counted.</summary>
    private sealed class BlobCount(PullMeter meter)
    {
        private long counted;

        public void At(long offset)
        {
            meter.Add(offset - counted);
            counted = offset;
        }
    }
}
