namespace Connectors.RabbitMq.Linking;

/// <summary>There is no connection, or no more; the message says why and what to do.</summary>
internal sealed class LinkException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>A file that the settings name is not there or not what it should be; the sentence begins with the setting.</summary>
internal sealed class LinkFilesException(string message, Exception cause) : Exception(message, cause);
