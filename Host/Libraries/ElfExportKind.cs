namespace FfiIsolation.Libraries;

/// <summary>What an exported symbol is: the types of the ELF symbol table.</summary>
internal enum ElfExportKind
{
    /// <summary>STT_NOTYPE: the file does not say.</summary>
    Untyped,

    /// <summary>STT_FUNC.</summary>
    Function,

    /// <summary>STT_GNU_IFUNC: a function that is chosen when the library is loaded.</summary>
    ChosenFunction,

    /// <summary>STT_OBJECT.</summary>
    Variable,

    /// <summary>STT_TLS: one for each thread.</summary>
    ThreadLocal,
}
