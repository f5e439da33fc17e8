using System.Globalization;
using System.Text.Json;
using Connectors.Providers.Faasd.Containerd.Api.Containers;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Local.Catalogue;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Connectors.Providers.Faasd.Deployments;

/// <summary>
/// A function as containerd keeps it: a container that never runs and bears the function's name. What was asked for is attached to it whole; labels
/// show it to other tools.
/// </summary>
internal static class FunctionContainer
{
    private const string Kind = "connectors/kind";
    private const string FunctionKind = "function";
    private const string ReplicaKind = "replica";
    private const string Function = "connectors/function";
    private const string Revision = "connectors/revision";
    private const string Pulled = "connectors/pulled-for-revision";
    private const string Attachment = "connectors/deployment";
    private const string Annotation = "com.openfaas.annotations.";

    // What containerd itself reads in labels: nobody who deploys a function may steer it.
    private static readonly string[] Foreign = ["containerd.io/", "connectors/"];

    // The most that containerd takes of a label and its value together.
    private const int LongestLabel = 4096;

    /// <summary>The label that functions and replicas bear.</summary>
    public const string Mark = Kind;

    public static Container Of(StoredFunction function, ContainerRecord? existing)
    {
        var container = new Container
        {
            Id = function.Name.Name,
            Image = function.Deployment.Image ?? "",
            // containerd wants both of every container.
            Runtime = new Container.Types.Runtime { Name = ContainerStore.Runtime },
            Spec = new Any { TypeUrl = ContainerStore.SpecType, Value = ByteString.CopyFromUtf8("{}") },
        };
        container.Extensions[Attachment] = new Any
        {
            TypeUrl = ContainerStore.AttachmentType,
            Value = UnsafeByteOperations.UnsafeWrap(JsonSerializer.SerializeToUtf8Bytes(function, RecordJson.Default.StoredFunction)),
        };
        foreach (var (name, value) in function.Deployment.Labels ?? new Dictionary<string, string>())
            Show(container, name, value);
        foreach (var (name, value) in function.Deployment.Annotations ?? new Dictionary<string, string>())
            Show(container, Annotation + name, value);
        container.Labels[Kind] = FunctionKind;
        container.Labels[Revision] = Text(function.Revision);
        if (existing is not null && WasPulledFor(existing, function.Revision))
            container.Labels[Pulled] = Text(function.Revision);
        return container;
    }

    /// <summary>Null with a reason when it is no function that can be used.</summary>
    public static StoredFunction? Read(ContainerRecord record, string @namespace, out string? fault)
    {
        fault = "it has no deployment attached";
        if (!record.Attachments.TryGetValue(Attachment, out var bytes))
            return null;
        try
        {
            var function = JsonSerializer.Deserialize(bytes.Span, RecordJson.Default.StoredFunction);
            fault = function is null ? "its deployment is empty" : function.Fault(name => name.Name == record.Id && name.Namespace == @namespace);
            return fault is null ? function : null;
        }
        catch (JsonException malformed)
        {
            fault = malformed.Message;
            return null;
        }
    }

    public static bool IsFunction(ContainerRecord record) => record.Labels.TryGetValue(Kind, out var kind) && kind == FunctionKind;

    /// <summary>Of which function and revision a container is a replica; null: of none.</summary>
    public static (string Function, long Revision)? Replica(ContainerRecord record) =>
        record.Labels.TryGetValue(Kind, out var kind) && kind == ReplicaKind && record.Labels.TryGetValue(Function, out var function)
        && record.Labels.TryGetValue(Revision, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? (function, revision)
            : null;

    public static bool IsReplica(ContainerRecord record) => record.Labels.TryGetValue(Kind, out var kind) && kind == ReplicaKind;

    /// <summary>What a replica's container bears.</summary>
    public static Dictionary<string, string> ReplicaLabels(StoredFunction function) => new()
    {
        [Kind] = ReplicaKind,
        [Function] = function.Name.Name,
        [Revision] = Text(function.Revision),
    };

    /// <summary>Says that the image was asked for at its registry for this revision.</summary>
    public static Dictionary<string, string> PulledLabels(long revision) => new() { [Pulled] = Text(revision) };

    public static bool WasPulledFor(ContainerRecord record, long revision) => record.Labels.TryGetValue(Pulled, out var text) && text == Text(revision);

    private static void Show(Container container, string name, string value)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(name) + System.Text.Encoding.UTF8.GetByteCount(value) <= LongestLabel && !Array.Exists(Foreign, name.StartsWith))
            container.Labels[name] = value;
    }

    private static string Text(long revision) => revision.ToString(CultureInfo.InvariantCulture);
}
