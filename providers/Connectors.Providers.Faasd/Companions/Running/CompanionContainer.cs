using System.Security.Cryptography;
using System.Text.Json;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Deployments;

namespace Connectors.Providers.Faasd.Companions.Running;

/// <summary>A companion as containerd keeps it: a container of its name, with a mark of what it was made from.</summary>
internal static class CompanionContainer
{
    /// <summary>The namespace of containerd in which companions are, apart from functions.</summary>
    public const string Namespace = "openfaas";

    private const string Kind = "companion";
    private const string Definition = "connectors/definition";

    public static Dictionary<string, string> Labels(Companion companion) => new() { [FunctionContainer.Mark] = Kind, [Definition] = Fingerprint(companion) };

    /// <summary>False for what somebody else has made.</summary>
    public static bool IsCompanion(ContainerRecord record) => record.Labels.TryGetValue(FunctionContainer.Mark, out var kind) && kind == Kind;

    /// <summary>Whether it was made from just this, so that it can go on.</summary>
    public static bool IsOf(ContainerRecord record, Companion companion) =>
        IsCompanion(record) && record.Id == companion.Name && record.Labels.TryGetValue(Definition, out var made) && made == Fingerprint(companion);

    // Of what the container itself is made from: ports, order and restarts are ours to do, and change without it.
    private static string Fingerprint(Companion companion) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
    {
        companion.Image,
        companion.Command,
        Variables = companion.Variables.OrderBy(variable => variable.Key, StringComparer.Ordinal),
        companion.User,
        companion.AddedCapabilities,
        companion.Binds,
        companion.Limits,
        companion.ReadOnlyRoot,
    })));
}
