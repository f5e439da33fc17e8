using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Api;
using Connectors.Providers.Faasd.Containerd.Api.Images;
using Connectors.Providers.Faasd.Images.Manifests;
using Google.Protobuf.WellKnownTypes;

namespace Connectors.Providers.Faasd.Images;

/// <summary>The names of images that are here. What a record refers to is not collected. Thread-safe.</summary>
internal sealed class ImageRecords(ContainerdNamespace containerd)
{
    private const string Pulled = "connectors/pulled";

    /// <summary>What a name stands for here; null: nothing.</summary>
    public async Task<OciDescriptor?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await containerd.Images.GetAsync(new GetImageRequest { Name = name }, cancellationToken: cancellationToken);
            return new OciDescriptor(answer.Image.Target.MediaType, answer.Image.Target.Digest, answer.Image.Target.Size);
        }
        catch (ContainerdException missing) when (missing.IsMissing)
        {
            return null;
        }
    }

    /// <summary>Lets a name stand for this from now on. One that is new is marked as pulled by us.</summary>
    public async Task PutAsync(string name, BlobDescriptor target, CancellationToken cancellationToken)
    {
        var image = new Image { Name = name, Target = new ContentDescriptor { MediaType = target.MediaType, Digest = target.Digest.ToString(), Size = target.Size } };
        try
        {
            var marked = image.Clone();
            marked.Labels[Pulled] = "true";
            await containerd.Images.CreateAsync(new CreateImageRequest { Image = marked }, cancellationToken: cancellationToken);
        }
        catch (ContainerdException present) when (present.IsPresent)
        {
            var update = new UpdateImageRequest { Image = image, UpdateMask = new FieldMask { Paths = { "target" } } };
            await containerd.Images.UpdateAsync(update, cancellationToken: cancellationToken);
        }
    }

    /// <summary>Names of images that we have pulled: what somebody else has brought is not ours to remove.</summary>
    public async Task<IReadOnlyList<string>> ListPulledAsync(CancellationToken cancellationToken)
    {
        var request = new ListImagesRequest();
        request.Filters.Add($"labels.\"{Pulled}\"");
        var answer = await containerd.Images.ListAsync(request, cancellationToken: cancellationToken);
        return [.. answer.Images.Select(image => image.Name)];
    }

    /// <summary>All names.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await containerd.Images.ListAsync(new ListImagesRequest(), cancellationToken: cancellationToken);
        return [.. answer.Images.Select(image => image.Name)];
    }

    /// <summary>Forgets a name; what it alone stood for is collected. One that is not there is no fault.</summary>
    /// <param name="name">The name.</param>
    /// <param name="collect">Whether to wait until that is done.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task RemoveAsync(string name, bool collect, CancellationToken cancellationToken)
    {
        try
        {
            await containerd.Images.DeleteAsync(new DeleteImageRequest { Name = name, Sync = collect }, cancellationToken: cancellationToken);
        }
        catch (ContainerdException missing) when (missing.IsMissing)
        {
            // As it was to be.
        }
    }
}
