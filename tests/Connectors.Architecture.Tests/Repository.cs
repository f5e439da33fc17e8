namespace Connectors.Architecture.Tests;

/// <summary>The files of the repository that these tests are part of.</summary>
internal static class Repository
{
    private static readonly string[] RoomFolders = ["src", "connectors", "gateway", "providers"];

    public static string Root { get; } = FindRoot();

    /// <summary>All C# files of the rooms, as paths from the root.</summary>
    public static IReadOnlyList<string> RoomSources { get; } = Files("*.cs", RoomFolders);

    /// <summary>All C# files of the rooms and of their tests.</summary>
    public static IReadOnlyList<string> AllSources { get; } = Files("*.cs", [.. RoomFolders, "tests"]);

    /// <summary>The project files of the rooms.</summary>
    public static IReadOnlyList<string> RoomProjects { get; } = Files("*.csproj", RoomFolders);

    /// <summary>All project files.</summary>
    public static IReadOnlyList<string> AllProjects { get; } = Files("*.csproj", [.. RoomFolders, "tests"]);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IReadOnlyList<string> Files(string pattern, string[] folders) =>
    [
        .. folders.Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal),
    ];

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Connectors.sln")))
                return directory.FullName;
        }
        throw new InvalidOperationException($"Connectors.sln is in no directory above {AppContext.BaseDirectory}; run these tests inside the repository.");
    }
}
