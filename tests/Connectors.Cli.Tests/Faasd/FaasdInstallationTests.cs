using Connectors.Cli.Commands;
using Connectors.Cli.Faasd;

namespace Connectors.Cli.Tests.Faasd;

public sealed class FaasdInstallationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public FaasdInstallationTests() => folder.Write("bin/connectors", "");

    public void Dispose()
    {
        folder.Dispose();
        output.Dispose();
        error.Dispose();
    }

    private string Unit => $"{folder.Path}/units/connectors.service";

    [Fact]
    public void It_writes_the_unit_and_says_what_comes_next()
    {
        folder.Write("settings.yaml", "");
        Assert.Equal(0, Install(new FaasdInstallRequest { Config = "settings.yaml", Data = "data", Listen = "0.0.0.0:8080" }));

        Assert.Contains($"ExecStart={folder.Path}/bin/connectors faasd up --data {folder.Path}/data --config {folder.Path}/settings.yaml --listen 0.0.0.0:8080\n", File.ReadAllText(Unit), StringComparison.Ordinal);
        Assert.Contains("sudo systemctl daemon-reload", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("sudo systemctl enable --now connectors", output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{folder.Path}/data/secrets/basic-auth-password | faas-cli login", output.ToString(), StringComparison.Ordinal);
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void A_dry_run_prints_the_unit_and_writes_nothing_for_whom_ever()
    {
        Assert.Equal(0, Install(new FaasdInstallRequest { DryRun = true }, isRoot: false));

        Assert.StartsWith($"# {Unit}\n# Written by connectors faasd install", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\nExecStart=", output.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Unit)));
    }

    [Fact]
    public void Without_root_it_says_what_helps()
    {
        Assert.Equal(1, Install(new FaasdInstallRequest(), isRoot: false));

        Assert.Contains("root only; use sudo, or see with --dry-run", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Unit));
    }

    [Fact]
    public void What_an_earlier_install_wrote_is_replaced_and_the_same_is_left()
    {
        Install(new FaasdInstallRequest());
        Assert.Equal(0, Install(new FaasdInstallRequest { Listen = "0.0.0.0:80" }));
        Assert.Contains("--listen 0.0.0.0:80", File.ReadAllText(Unit), StringComparison.Ordinal);
        Assert.Equal([Unit], Directory.GetFiles(Path.GetDirectoryName(Unit)!));

        Assert.Equal(0, Install(new FaasdInstallRequest { Listen = "0.0.0.0:80" }));
        Assert.Contains("is as it should be already", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_user_has_changed_is_kept_unless_forced_and_then_beside_it()
    {
        Install(new FaasdInstallRequest());
        var changed = File.ReadAllText(Unit).Replace("RestartSec=2s", "RestartSec=9s", StringComparison.Ordinal);
        File.WriteAllText(Unit, changed);

        Assert.Equal(1, Install(new FaasdInstallRequest()));
        Assert.Equal(changed, File.ReadAllText(Unit));
        Assert.Contains("was changed by somebody and is left as it is", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--force", error.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, Install(new FaasdInstallRequest { Force = true }));
        Assert.Contains("RestartSec=2s", File.ReadAllText(Unit), StringComparison.Ordinal);
        Assert.Equal(changed, File.ReadAllText(Unit + ".old"));
        Assert.Contains($"The old unit is kept as {Unit}.old.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_and_nothing_is_written()
    {
        folder.Write("compose.yaml", "services: { a: { command: x } }");
        Assert.Equal(2, Install(new FaasdInstallRequest { Program = "gone", Config = "none.yaml", Listen = "here", Compose = "compose.yaml" }));

        foreach (var fault in new[] { "--program: there is no", "--config: there is no", "--listen 'here'", "compose.yaml:1: services.a.image: is missing" })
            Assert.Contains(fault, error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Unit));
    }

    [Fact]
    public void A_program_that_dotnet_runs_has_to_be_named()
    {
        Assert.Equal(2, Installation(isRoot: true, "/usr/bin/dotnet").Run(new FaasdInstallRequest()));

        Assert.Contains("name it with --program", error.ToString(), StringComparison.Ordinal);
    }

    private int Install(FaasdInstallRequest request, bool isRoot = true) => Installation(isRoot, $"{folder.Path}/bin/connectors").Run(request);

    private FaasdInstallation Installation(bool isRoot, string program) => new(new CommandSurroundings(folder.Path, new Dictionary<string, string>(), output, error))
    {
        UnitFolder = Path.GetDirectoryName(Unit)!,
        IsRoot = isRoot,
        ThisProgram = program,
    };
}
