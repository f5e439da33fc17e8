namespace Connectors.Core.Settings;

/// <summary>
/// Marks the one dictionary property of a settings class whose entries stand directly in the section, under names that the user
/// chooses: <c>webhooks: { github: { kind: github } }</c>. Keys of the class's other settings are not taken for names.
/// The dictionary's values are strings or objects of a class whose properties bear a <see cref="SettingAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingEntriesAttribute : Attribute;
