using System.CommandLine;

namespace Connectors.Cli.Operating;

/// <summary>The options that every command about queues has.</summary>
internal sealed class OperatorFlags
{
    public Option<string> Gateway { get; } = new("--gateway", "-g")
    {
        HelpName = "url",
        Recursive = true,
        Description = "The gateway to ask. Default: $OPENFAAS_URL, or http://127.0.0.1:8080",
    };

    public Option<string> Data { get; } = new("--data")
    {
        HelpName = "directory",
        Recursive = true,
        Description = "A hub's data directory, for its credentials. Default: ~/.connectors",
    };

    public Option<string> User { get; } = new("--user", "-u") { HelpName = "name", Recursive = true, Description = "Log in as this user, with --password-stdin." };

    public Option<bool> PasswordStdin { get; } = new("--password-stdin") { Recursive = true, Description = "Read the password from standard input." };

    public Option<string> Output { get; } = new("--output", "-o")
    {
        HelpName = "table|json",
        Recursive = true,
        DefaultValueFactory = _ => "table",
        Description = "What to print: a table, or JSON as the REST API tells it.",
    };

    public Option<string> CaFile { get; } = new("--ca-file")
    {
        HelpName = "file",
        Recursive = true,
        Description = "Certificates (PEM) of the authorities to trust where the gateway's address is https. Default: those of the machine",
    };

    public OperatorFlags() => Output.AcceptOnlyFromAmong("table", "json");

    public IEnumerable<Option> All => [Gateway, Data, User, PasswordStdin, CaFile, Output];
}
