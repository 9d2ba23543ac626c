namespace FfiIsolation;

/// <summary>What is in quarantine.</summary>
public enum QuarantineScope
{
    /// <summary>A function: a symbol of a library, called by one prototype. By another prototype it is another function, since a wrong one is the commonest reason to crash.</summary>
    Function,

    /// <summary>A function with the same arguments; with others it is called.</summary>
    Arguments,

    /// <summary>A library, which is not loaded into workers that do not have it yet.</summary>
    Library,
}
