namespace Connectors.EndToEnd.Tests.Monitoring;

/// <summary>A file as a page of the documentation has it: a block of YAML whose first line is a comment with the file's name.</summary>
internal static class DocumentedFile
{
    /// <param name="page">Below the repository's <c>docs</c>.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="changes">What the test has otherwise; every text must be there.</param>
    public static string Read(string page, string name, params (string Written, string Here)[] changes)
    {
        var text = File.ReadAllText(Path.Combine(HubProcess.Metadata("RepositoryRoot"), "docs", page));
        var begin = text.IndexOf($"```yaml\n# {name}\n", StringComparison.Ordinal);
        Assert.True(begin >= 0, $"docs/{page} has no file {name}");
        begin = text.IndexOf('\n', begin) + 1;
        var file = text[begin..text.IndexOf("```", begin, StringComparison.Ordinal)];
        foreach (var (written, here) in changes)
        {
            Assert.Contains(written, file, StringComparison.Ordinal);
            file = file.Replace(written, here, StringComparison.Ordinal);
        }
        return file;
    }
}
