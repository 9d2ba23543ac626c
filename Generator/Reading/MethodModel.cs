using FfiIsolation.Generator.Matching;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Reading;

/// <summary>A method and all that is needed to write it.</summary>
/// <param name="Function">The name of the C function.</param>
/// <param name="PrototypeText">The prototype that the host gets.</param>
/// <param name="Token">The name of the CancellationToken; null if there is none.</param>
internal sealed record MethodModel(
    IMethodSymbol Method, string Function, string PrototypeText, IReadOnlyList<ArgumentCode> Arguments, ResultCode Result, ReturnShape Returns, string? Token, CallSettings Settings)
{
    /// <summary>Why it has to do with something that lives in one worker; null if it has not.</summary>
    public string? NeedsSession => Arguments.Select(argument => argument.NeedsSession).FirstOrDefault(why => why is not null) ?? Result.NeedsSession;
}
