using System.Collections.Immutable;
using FfiIsolation.Cli.Arguments;

namespace FfiIsolation.Cli.Calls;

/// <summary>A request whose prototype and arguments have been read and fit each other.</summary>
internal sealed record PreparedRequest(CallRequest Request, Prototype Prototype, ImmutableArray<ParsedArgument> Arguments);
