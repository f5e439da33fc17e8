using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connectors.TestServers.Registries;

/// <summary>An image made by a test: of files, in memory, for a registry.</summary>
public sealed class ImageBuild
{
    private readonly List<(byte[] Packed, string Content)> layers = [];

    /// <summary>Its configuration, to be changed before it is pushed.</summary>
    public JsonObject Process { get; } = [];

    /// <summary>The machine it says it is for.</summary>
    public string Architecture { get; set; } = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    /// <summary>Its layers as they are sent.</summary>
    public IReadOnlyList<byte[]> Layers => [.. layers.Select(layer => layer.Packed)];

    /// <summary>One layer with busybox, under the names of some of its programs, and the command that it runs.</summary>
    public static ImageBuild OfBusybox(params ReadOnlySpan<string> command)
    {
        var build = new ImageBuild();
        build.AddLayer(tar =>
        {
            tar.Directory("bin");
            tar.Directory("etc");
            tar.Directory("proc");
            tar.Directory("sys");
            tar.Directory("dev");
            tar.Directory("tmp");
            tar.Program("bin/busybox", File.ReadAllBytes(Array.Find(["/bin/busybox", "/usr/bin/busybox"], File.Exists)!));
            foreach (var name in new[] { "sh", "echo", "cat", "sleep", "true", "false", "id", "touch", "ls", "head", "dd" })
                tar.Link("bin/" + name, "busybox");
            tar.File("etc/passwd", "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n");
            tar.File("etc/hosts", "");
            tar.File("etc/resolv.conf", "");
        });
        build.Process["Env"] = new JsonArray("PATH=/bin", "greeting=hello");
        build.Process["Cmd"] = new JsonArray([.. command.ToArray().Select(word => JsonValue.Create(word))]);
        return build;
    }

    /// <summary>Adds a layer of what is written to it.</summary>
    public ImageBuild AddLayer(Action<LayerWriter> write, CompressionLevel compression = CompressionLevel.Fastest)
    {
        using var content = new MemoryStream();
        using (var tar = new TarWriter(content, TarEntryFormat.Pax, leaveOpen: true))
            write(new LayerWriter(tar));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, compression, leaveOpen: true))
            gzip.Write(content.GetBuffer(), 0, (int)content.Length);
        layers.Add((packed.ToArray(), DigestOf(content.ToArray())));
        return this;
    }

    public static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Its configuration as bytes.</summary>
    public byte[] Config()
    {
        var config = new JsonObject
        {
            ["os"] = "linux",
            ["architecture"] = Architecture,
            ["config"] = Process.DeepClone(),
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => JsonValue.Create(layer.Content))]) },
        };
        return Encoding.UTF8.GetBytes(config.ToJsonString());
    }

    /// <summary>Its manifest as bytes, of the OCI's kind.</summary>
    public byte[] Manifest()
    {
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypeOfManifest,
            ["config"] = Describe("application/vnd.oci.image.config.v1+json", Config()),
            ["layers"] = new JsonArray([.. layers.Select(layer => Describe("application/vnd.oci.image.layer.v1.tar+gzip", layer.Packed))]),
        };
        return JsonSerializer.SerializeToUtf8Bytes(manifest);
    }

    public const string MediaTypeOfManifest = "application/vnd.oci.image.manifest.v1+json";

    public static JsonObject Describe(string mediaType, byte[] bytes) =>
        new() { ["mediaType"] = mediaType, ["digest"] = DigestOf(bytes), ["size"] = bytes.Length };
}
