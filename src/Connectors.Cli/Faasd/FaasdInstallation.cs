using System.Net;
using Connectors.Cli.Commands;
using Connectors.Cli.Faults;
using Connectors.Providers.Faasd.Companions;
using Connectors.Providers.Faasd.Installing;

namespace Connectors.Cli.Faasd;

/// <summary>Carries out <c>faasd install</c>: writes the unit and says what to do next.</summary>
internal sealed class FaasdInstallation(CommandSurroundings surroundings)
{
    /// <summary>Where an installation keeps its data.</summary>
    public const string DefaultData = "/var/lib/connectors";

    private const string DotNet = "dotnet";

    /// <summary>Where systemd looks for what the machine's administrator has written.</summary>
    public string UnitFolder { get; init; } = "/etc/systemd/system";

    public bool IsRoot { get; init; } = Environment.IsPrivilegedProcess;

    /// <summary>What runs now.</summary>
    public string? ThisProgram { get; init; } = Environment.ProcessPath;

    /// <returns>The exit code.</returns>
    public int Run(FaasdInstallRequest request)
    {
        var faults = Faults(request).ToList();
        if (faults.Count > 0)
        {
            foreach (var fault in faults)
                surroundings.Error.WriteLine($"connectors: {fault}");
            return ExitCode.Usage;
        }
        var unit = UnitFile.OfHub(UnitFolder, Options(request));
        if (request.DryRun)
        {
            surroundings.Output.Write($"# {unit.Path}\n{unit.Text}");
            return ExitCode.Success;
        }
        if (!IsRoot)
            return Fail($"{UnitFolder} can be written by root only; use sudo, or see with --dry-run what would be written");
        try
        {
            return Write(unit, request.Force) ? Next(request) : ExitCode.Failure;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return Fail($"{unit.Path} could not be written: {cause.Message.TrimEnd('.')}; free space on the disk, or make the folder writable");
        }
    }

    private bool Write(UnitFile unit, bool force)
    {
        switch (unit.State())
        {
            case UnitState.Same:
                surroundings.Output.WriteLine($"{unit.Path} is as it should be already.");
                return true;
            case UnitState.Changed when !force:
                Fail($"{unit.Path} was changed by somebody and is left as it is; keep your changes apart with 'systemctl edit {Path.GetFileName(unit.Path)}', see with --dry-run what would be written, or replace it with --force");
                return false;
            case UnitState.Changed:
                surroundings.Output.WriteLine($"The old unit is kept as {unit.KeepOld()}.");
                break;
        }
        unit.Write();
        surroundings.Output.WriteLine($"Wrote {unit.Path}.");
        return true;
    }

    private int Next(FaasdInstallRequest request)
    {
        foreach (var line in FaasdNextSteps.Of(Data(request), Compose(request), UnitFolder))
            surroundings.Output.WriteLine(line);
        return ExitCode.Success;
    }

    private IEnumerable<string> Faults(FaasdInstallRequest request)
    {
        var program = request.Program ?? ThisProgram;
        if (program is null || (request.Program is null && Path.GetFileNameWithoutExtension(program) == DotNet))
            yield return "which program the service is to run cannot be told, because this one was started by dotnet; name it with --program /usr/local/bin/connectors";
        else if (!File.Exists(Full(program)))
            yield return $"--program: there is no {Full(program)}; name the installed command";
        if (request.Config is { } config && !File.Exists(Full(config)))
            yield return $"--config: there is no {Full(config)}; write the settings first, or leave it out";
        if (request.Listen is { } listen && !IPEndPoint.TryParse(listen, out _))
            yield return $"--listen '{listen}' is not an address and a port; write for example 0.0.0.0:8080";
        if (request.Compose is { } compose)
        {
            foreach (var fault in CompanionsFile.Read(Full(compose), name => surroundings.Environment.GetValueOrDefault(name)).Faults)
                yield return fault;
        }
        foreach (var path in new[] { request.Program, request.Config, request.Compose, request.Data }.OfType<string>().Where(path => path.Any(char.IsControl)))
            yield return $"'{path.ReplaceLineEndings(" ")}' has line breaks or control characters, which cannot stand in a unit; use another path";
    }

    private UnitOptions Options(FaasdInstallRequest request) => new()
    {
        Program = Full(request.Program ?? ThisProgram!),
        DataDirectory = Data(request),
        ConfigurationFile = request.Config is { } config ? Full(config) : null,
        ComposeFile = request.Compose is { } compose ? Full(compose) : null,
        Listen = request.Listen,
    };

    private string Data(FaasdInstallRequest request) => Full(request.Data ?? DefaultData);

    private string Compose(FaasdInstallRequest request) => Full(request.Compose ?? CompanionsFile.DefaultPath);

    private string Full(string path) => Path.GetFullPath(path, surroundings.Folder);

    private int Fail(string sentence)
    {
        surroundings.Error.WriteLine($"connectors: {sentence}");
        return ExitCode.Failure;
    }
}
