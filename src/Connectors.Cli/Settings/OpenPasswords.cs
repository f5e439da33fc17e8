using Connectors.Cli.Faults;

namespace Connectors.Cli.Settings;

/// <summary>Passwords that stand in addresses, where command lines, process lists and settings files show them to others.</summary>
internal static class OpenPasswords
{
    private static readonly string[] Sections = ["queue", "nats", "mqtt", "rabbitmq"];

    /// <summary>One sentence for each address that holds one, without it.</summary>
    public static IEnumerable<Fault> Remarks(LoadedSettings settings) =>
        from section in Sections
        let key = $"{section}.url"
        where settings.Text(key)?.Split(',').Any(HoldsPassword) == true
        select new Fault(settings.OriginOf(key), $"{key} carries a password, which whoever sees the command line or the settings can read; put it into a file and name that by {section}.password-file, with {section}.user");

    private static bool HoldsPassword(string address) =>
        Uri.TryCreate(address.Trim(), UriKind.Absolute, out var parsed) && parsed.UserInfo.IndexOf(':', StringComparison.Ordinal) is var colon && colon >= 0 && colon < parsed.UserInfo.Length - 1;
}
