using System.Text.Json.Nodes;
using Connectors.Providers.Faasd.Networks.Plugins;

namespace Connectors.Providers.Faasd.Networks;

/// <summary>What the plugins answered when a replica was joined: they want to be told when they check or undo it, also after a restart of ours.</summary>
internal sealed class KeptAnswers(string directory)
{
    private const string Ending = ".json";
    private const string Unfinished = ".new";

    public IReadOnlyList<string> Names() =>
        Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory, "*" + Ending).Select(path => Path.GetFileName(path)[..^Ending.Length])] : [];

    /// <summary>Null when none was kept, or it cannot be read.</summary>
    public JsonObject? Read(string name) => PluginAnswer.Read(PathOf(name));

    /// <exception cref="NetworkException">It cannot be written.</exception>
    public void Keep(string name, JsonObject answer)
    {
        try
        {
            Directory.CreateDirectory(directory);
            File.WriteAllText(PathOf(name) + Unfinished, answer.ToJsonString());
            File.Move(PathOf(name) + Unfinished, PathOf(name), overwrite: true);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new NetworkException($"{PathOf(name)} could not be written: {cause.Message.TrimEnd('.')}. Free space on the disk, or make the directory writable.", cause);
        }
    }

    public void Remove(string name)
    {
        if (Directory.Exists(directory))
            File.Delete(PathOf(name));
    }

    private string PathOf(string name) => Path.Combine(directory, name + Ending);
}
