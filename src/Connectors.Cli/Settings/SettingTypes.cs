namespace Connectors.Cli.Settings;

/// <summary>Every settings class of every room, in no particular order.</summary>
internal static class SettingTypes
{
    /// <summary>What is loaded at start and listed by <c>connectors settings</c>.</summary>
    public static IReadOnlyList<Type> All { get; } = [typeof(ProviderSettings), typeof(QueueKindSettings)];
}
