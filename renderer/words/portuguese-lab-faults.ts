/** The lab's faults in Brazilian Portuguese: [what happened, what to do]. */
export const portugueseLabFaults = {
  LAB_FULL: [
    "O laboratório está cheio: seu limite é {limit}.",
    "Salve a transcrição se precisar dela e recomece.",
  ],
  LAB_NO_PROCESS: ["O laboratório não tem o processo {process}.", "Adicione-o ou recomece."],
  LAB_NO_SCRIPT: ["Nenhum roteiro está carregado.", "Escolha um primeiro."],
  LAB_FILE: [
    "{file} não é uma transcrição do laboratório: {reason}.",
    "Escolha um arquivo que o laboratório salvou.",
  ],
} as const;
