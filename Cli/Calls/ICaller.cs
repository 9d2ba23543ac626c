namespace FfiIsolation.Cli.Calls;

/// <summary>What calls can be made through: a host, or a session of it.</summary>
internal interface ICaller
{
    /// <summary>Loads the library and finds the function.</summary>
    ValueTask<IBoundFunction> BindAsync(CallRequest request, CancellationToken cancellationToken);
}
