using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Api.Contents;
using Connectors.Providers.Faasd.References;
using Google.Protobuf.WellKnownTypes;

namespace Connectors.Providers.Faasd.Images.Contents;

/// <summary>The blobs of one namespace of containerd. Thread-safe.</summary>
internal sealed class ContentStore(ContainerdNamespace containerd)
{
    /// <summary>Whether the whole blob is here; nothing keeps it from being collected.</summary>
    public async Task<bool> HoldsAsync(ContentDigest digest, CancellationToken cancellationToken)
    {
        try
        {
            await containerd.Content.InfoAsync(new InfoRequest { Digest = digest.ToString() }, cancellationToken: cancellationToken);
            return true;
        }
        catch (ContainerdException missing) when (missing.IsMissing)
        {
            return false;
        }
    }

    /// <summary>The bytes of a blob; null when it is not here, or has more bytes than this.</summary>
    public async Task<byte[]?> ReadAsync(ContentDigest digest, int most, CancellationToken cancellationToken)
    {
        using var call = containerd.Content.Read(new ReadContentRequest { Digest = digest.ToString() }, cancellationToken: cancellationToken);
        var bytes = new MemoryStream();
        try
        {
            while (await call.ResponseStream.MoveNext(cancellationToken))
            {
                var part = call.ResponseStream.Current.Data;
                if (bytes.Length + part.Length > most)
                    return null;
                part.WriteTo(bytes);
            }
            return bytes.ToArray();
        }
        catch (ContainerdException missing) when (missing.IsMissing)
        {
            return null;
        }
    }

    /// <summary>Begins to write a blob, or goes on where somebody stopped; null when it is here already, and then it is under the lease.</summary>
    /// <param name="digest">Its name.</param>
    /// <param name="size">Its length; containerd takes no other.</param>
    /// <param name="cancellationToken">Ends the writing as well.</param>
    /// <exception cref="ContainerdException">Among others: somebody else is writing it.</exception>
    public async Task<ContentIngest?> OpenAsync(ContentDigest digest, long size, CancellationToken cancellationToken)
    {
        var ingest = new ContentIngest(containerd.Content.Write(cancellationToken: cancellationToken), digest, size, cancellationToken);
        try
        {
            await ingest.OpenAsync();
            return ingest;
        }
        catch (ContainerdException present) when (present.IsPresent)
        {
            ingest.Dispose();
            return null;
        }
        catch
        {
            ingest.Dispose();
            throw;
        }
    }

    /// <summary>Forgets what has been written of a blob.</summary>
    public async Task AbortAsync(ContentDigest digest, CancellationToken cancellationToken)
    {
        try
        {
            await containerd.Content.AbortAsync(new AbortRequest { Ref = ContentIngest.NameOf(digest) }, cancellationToken: cancellationToken);
        }
        catch (ContainerdException missing) when (missing.IsMissing)
        {
            // Nothing had been written.
        }
    }

    /// <summary>Adds labels to a blob; what it had stays.</summary>
    public async Task LabelAsync(ContentDigest digest, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        if (labels.Count == 0)
            return;
        var request = new UpdateRequest { Info = new Info { Digest = digest.ToString() }, UpdateMask = new FieldMask() };
        foreach (var (name, value) in labels)
        {
            request.Info.Labels[name] = value;
            request.UpdateMask.Paths.Add("labels." + name);
        }
        await containerd.Content.UpdateAsync(request, cancellationToken: cancellationToken);
    }
}
