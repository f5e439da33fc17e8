namespace Connectors.Providers.Process.Usage;

/// <summary>Reads files of <c>/proc</c>, which come and go with their processes.</summary>
internal static class ProcFile
{
    /// <summary>The content; empty when the process has ended or belongs to somebody else.</summary>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
