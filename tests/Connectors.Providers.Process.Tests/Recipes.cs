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

    public static FunctionDeployment Answer(string name, string text) => new() { Service = name, Image = "tests/answer", EnvProcess = $"echo -n '{text}'" };
}
