using Connectors.Cli.Faults;

namespace Connectors.Cli.Settings;

/// <summary>
/// Settings from variables: <c>CONNECTORS_QUEUE__ACK_WAIT</c> is <c>queue.ack-wait</c>, two underscores part the levels. Variables without
/// two underscores are left alone (orchestrators make such ones for services called "connectors"), unless they are plainly a slip.
/// </summary>
internal static class EnvironmentSettings
{
    public const string Prefix = "CONNECTORS_";

    public static IEnumerable<SettingInput> Read(IReadOnlyDictionary<string, string> environment, SettingSchema schema, ICollection<Fault> faults)
    {
        foreach (var (variable, value) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!variable.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            var name = variable[Prefix.Length..];
            var path = name.Split("__").Select(part => part.ToLowerInvariant().Replace('_', '-')).ToArray();
            if (path.Length > 1 || schema.IsScalarSection(path[0]))
                yield return new SettingInput(path, variable, [value]);
            else if (schema.KeyOfSlip(name) is { } key)
                faults.Add(new Fault(variable, $"two underscores part the section from its key; write {SettingKey.Variable(key)}"));
        }
    }

    /// <summary>Values of OpenFaaS' own variables, each for every setting that names it; an empty variable counts as absent.</summary>
    public static IEnumerable<SettingInput> ReadOpenFaas(IReadOnlyDictionary<string, string> environment, SettingSchema schema)
    {
        foreach (var (key, variable) in schema.OpenFaasVariables)
        {
            if (environment.TryGetValue(variable, out var value) && value.Length > 0)
                yield return new SettingInput(key.Split('.'), variable, [value]);
        }
    }
}
