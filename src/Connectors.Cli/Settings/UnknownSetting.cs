using Connectors.Cli.Faults;

namespace Connectors.Cli.Settings;

/// <summary>What to say of a key that no settings class has.</summary>
internal static class UnknownSetting
{
    public static Fault Fault(SettingInput input, SettingSchema schema)
    {
        var section = input.Path[0];
        if (!schema.InSection(section).Any())
            return new Fault(input.Origin, Sentence($"unknown section '{section}'", NearestKey.Of(section, schema.Classes.Select(@class => @class.Section).Distinct())));
        if (input.Path.Count == 1)
            return new Fault(input.Origin, $"'{section}' is a section, not a value; write keys below it, such as {schema.Keys.First(key => InSection(key, section))}");
        return new Fault(input.Origin, Sentence($"unknown setting '{input.Key}'", NearestKey.Of(input.Key, Candidates(input, schema))));
    }

    private static string Sentence(string what, string? nearest) =>
        nearest is null ? $"{what}; 'connectors settings' lists all there are" : $"{what}; did you mean '{nearest}'?";

    // Keys in the section first: of two that are equally near, the first is offered.
    private static IEnumerable<string> Candidates(SettingInput input, SettingSchema schema) =>
        from key in schema.Keys
        orderby InSection(key, input.Path[0]) ? 0 : 1
        select Named(key.Split('.'), input.Path);

    private static string Named(string[] key, IReadOnlyList<string> path)
    {
        for (var i = 0; i < key.Length && i < path.Count; i++)
        {
            if (key[i] == "<name>")
                key[i] = path[i];
        }
        return string.Join('.', key);
    }

    private static bool InSection(string key, string section) => SettingKey.Comparer.Equals(key.Split('.')[0], section);
}
