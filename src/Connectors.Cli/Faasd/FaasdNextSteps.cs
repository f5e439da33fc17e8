using Connectors.Providers.Faasd;

namespace Connectors.Cli.Faasd;

/// <summary>What to do when the unit is written, as far as this machine tells.</summary>
internal static class FaasdNextSteps
{
    private static readonly string[] Older = ["faasd.service", "faasd-provider.service"];

    public static IEnumerable<string> Of(string data, string compose, string unitFolder)
    {
        foreach (var missing in FaasdProviderRegistration.MachineFaults(new FaasdProviderSettings()))
            yield return $"Not ready yet: {missing}.";
        yield return File.Exists(compose)
            ? $"Services that run beside functions: those of {compose}."
            : $"No services run beside functions: there is no {compose}.";
        yield return "";
        yield return "Next:";
        var older = Older.Where(unit => File.Exists(Path.Combine(unitFolder, unit)) || File.Exists(Path.Combine("/lib/systemd/system", unit))).ToList();
        if (older.Count > 0)
            yield return $"  sudo systemctl disable --now {string.Join(' ', older)}   # it keeps the same containers and the same bridge";
        yield return "  sudo systemctl daemon-reload";
        yield return "  sudo systemctl enable --now connectors";
        yield return "  journalctl -u connectors -f                  # what it says";
        yield return $"  sudo cat {FaasdLogIn.PasswordFile(data, compose)} | faas-cli login --password-stdin";
    }
}
