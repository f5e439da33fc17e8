using Connectors.Core.Functions;

namespace Connectors.Providers.Process.Tests;

/// <summary>Functions made of programs that every machine has.</summary>
internal static class Recipes
{
    public static FunctionDeployment Shell(string name, string script, params (string Key, string Value)[] variables) => new()
    {
        Service = name,
        Image = "tests/" + name,
        EnvProcess = $"sh -c '{script}'",
        EnvVars = variables.Length == 0 ? null : variables.ToDictionary(one => one.Key, one => one.Value),
    };

    public static FunctionDeployment Shout(string name) => new() { Service = name, Image = "tests/shout", EnvProcess = "tr a-z A-Z" };

    public static FunctionDeployment TellSecret(string name, string secret) =>
        Shell(name, $"cat \"$OPENFAAS_SECRETS_DIR/{secret}\" 2>/dev/null || true") with { Secrets = [secret] };

    public static FunctionDeployment Write(string name) => Shell(name, "cat >&2; echo >&2", ("combine_output", "false"));

    public static FunctionDeployment Broken(string name) =>
        new() { Service = name, Image = "tests/broken", EnvProcess = "false", EnvVars = new Dictionary<string, string> { ["mode"] = "http" } };

    public static FunctionDeployment Answer(string name, string text) => new() { Service = name, Image = "tests/answer", EnvProcess = $"echo -n '{text}'" };
}
