namespace Connectors.Providers.Faasd.Registries;

/// <summary>How registries are asked.</summary>
internal sealed record RegistryOptions
{
    /// <summary>The file in which <c>docker login</c> writes credentials; it need not exist, and is read whenever credentials are asked for.</summary>
    public required string DockerConfigPath { get; init; }

    /// <summary>Registries, as <c>host:port</c>, that are asked by plain http though they are elsewhere.</summary>
    public IReadOnlyList<string> InsecureRegistries { get; init; } = [];

    /// <summary>How often the same is tried again.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>The wait before the first repetition; it doubles, with jitter.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, also where a registry asks for a longer one.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a registry may take to begin an answer.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>In this time an answer has to bring <see cref="LeastBytes"/>, or its end.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Fewer in <see cref="StallTimeout"/> is no transfer.</summary>
    public int LeastBytes { get; init; } = 16 << 10;

    /// <summary>Where <c>docker login</c> of the user we run as writes.</summary>
    public static string UsersDockerConfig()
    {
        var folder = Environment.GetEnvironmentVariable("DOCKER_CONFIG");
        if (string.IsNullOrEmpty(folder))
            folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");
        return Path.Combine(folder, "config.json");
    }
}
