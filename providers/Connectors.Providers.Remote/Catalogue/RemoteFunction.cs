using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Providers.Remote.Catalogue;

/// <summary>A function as the provider tells it, and where it is called.</summary>
internal sealed record RemoteFunction(FunctionStatus Status, FunctionEndpoints Endpoints);
