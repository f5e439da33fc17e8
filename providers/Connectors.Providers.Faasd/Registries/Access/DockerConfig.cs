using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connectors.Providers.Faasd.Registries.Access;

/// <summary>The file in which <c>docker login</c> leaves credentials.</summary>
internal sealed class DockerConfig(string path)
{
    private const long Largest = 1 << 20;

    public string Path => path;

    /// <summary>Those for a registry; null when the file has none, or does not exist.</summary>
    /// <exception cref="RegistryException">The file cannot be read.</exception>
    public RegistryCredentials? Find(string registry)
    {
        var content = Read();
        var entries = content?.Auths?.Where(entry => Host(entry.Key) == registry).Select(entry => Of(entry.Value));
        return entries?.FirstOrDefault(credentials => credentials is not null);
    }

    /// <summary>What to tell somebody whose credentials are kept by a program of their own; null when they are not.</summary>
    public string? KeptElsewhere(string registry)
    {
        var content = Read();
        var program = content?.CredHelpers?.FirstOrDefault(entry => Host(entry.Key) == registry).Value ?? content?.CredsStore;
        return string.IsNullOrEmpty(program) ? null : $"{path} leaves credentials to the program docker-credential-{ForeignText.Shown(program)}, which is not asked: write them into the file itself";
    }

    private DockerConfigContent? Read()
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                return null;
            if (file.Length > Largest)
                throw new RegistryException(RegistryFault.Invalid, $"{path} is larger than 1 MiB, which no file of credentials is; replace it by docker login.");
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), DockerConfigJson.Default.DockerConfigContent);
        }
        catch (JsonException fault)
        {
            // The exception itself may show what it read.
            throw new RegistryException(RegistryFault.Denied, $"{path} is not JSON (line {(fault.LineNumber ?? 0) + 1}): mend it, or log in anew with docker login.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(RegistryFault.Denied, $"{path} cannot be read: {fault.Message}", fault);
        }
    }

    private static RegistryCredentials? Of(DockerConfigEntry entry)
    {
        var (user, password) = (entry.Username, entry.Password);
        if (!string.IsNullOrEmpty(entry.Auth) && Decode(entry.Auth) is { } text && text.IndexOf(':') is var colon and > 0)
            (user, password) = (text[..colon], text[(colon + 1)..].TrimEnd('\0'));
        if (!string.IsNullOrEmpty(entry.IdentityToken))
            return new RegistryCredentials(user ?? "", "", entry.IdentityToken);
        return string.IsNullOrEmpty(user) || password is null ? null : new RegistryCredentials(user, password);
    }

    private static string? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    // Keys are hosts, or addresses of an older interface.
    private static string Host(string key)
    {
        var host = key;
        if (host.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0)
            host = host[(scheme + 3)..];
        host = host.Split('/')[0].ToLowerInvariant();
        return host is "index.docker.io" or "registry-1.docker.io" ? References.ImageReference.DefaultRegistry : host;
    }
}

/// <summary>The part of the file that is about credentials.</summary>
internal sealed record DockerConfigContent(
    IReadOnlyDictionary<string, DockerConfigEntry>? Auths, IReadOnlyDictionary<string, string>? CredHelpers, string? CredsStore);

/// <summary>What it says of one registry.</summary>
internal sealed record DockerConfigEntry(string? Auth, string? Username, string? Password, string? IdentityToken)
{
    // A record would show its members.
    public override string ToString() => "credentials";
}

/// <summary>Its spelling, which nobody writes alike.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(DockerConfigContent))]
internal sealed partial class DockerConfigJson : JsonSerializerContext;
