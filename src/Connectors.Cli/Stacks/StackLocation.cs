namespace Connectors.Cli.Stacks;

/// <summary>Where the stack file is when none is named.</summary>
internal static class StackLocation
{
    private static readonly string[] Names = ["stack.yaml", "stack.yml"];

    /// <summary>The first of <c>stack.yaml</c> and <c>stack.yml</c> in a folder; null when there is neither.</summary>
    public static string? Find(string folder) => Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
